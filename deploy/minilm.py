"""all-MiniLM-L6-v2 as a GGUF file: the published float weights, rounded to eight bits once, at first use.

Wang et al. 2020, MiniLM: a BERT of six layers. Names on the left are Hugging Face's, on the right llama.cpp's.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

EMBEDDINGS = {
    "word_embeddings.weight": "token_embd.weight",
    "position_embeddings.weight": "position_embd.weight",
    "token_type_embeddings.weight": "token_types.weight",
    "LayerNorm.weight": "token_embd_norm.weight",
    "LayerNorm.bias": "token_embd_norm.bias",
}
LAYER = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
SPECIAL_TOKENS = {"bos": "[CLS]", "eos": "[SEP]", "sep": "[SEP]", "unk": "[UNK]", "pad": "[PAD]", "mask": "[MASK]"}
# gguf's token types
NORMAL, CONTROL = 1, 3


def convert(source: Path, target: Path) -> None:
    import gguf
    import numpy

    tensors = _safetensors(source / "model.safetensors")
    shape = json.loads((source / "config.json").read_text())
    draft = target.with_suffix(".new")
    writer = gguf.GGUFWriter(draft, "bert")
    _describe(writer, shape)
    _add_vocabulary(writer, (source / "vocab.txt").read_text(encoding="utf-8").splitlines())
    for name, renamed in _names(shape["num_hidden_layers"]).items():
        tensor = tensors[name]
        # Matrices only: vectors are small, and llama.cpp reads the two position tables as floats.
        if tensor.ndim == 2 and renamed not in ("position_embd.weight", "token_types.weight"):
            kind = gguf.GGMLQuantizationType.Q8_0
            writer.add_tensor(renamed, gguf.quants.quantize(tensor.astype(numpy.float32), kind), raw_dtype=kind)
        else:
            writer.add_tensor(renamed, tensor.astype(numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    draft.rename(target)


def _names(layers: int) -> dict[str, str]:
    names = {f"embeddings.{theirs}": ours for theirs, ours in EMBEDDINGS.items()}
    for layer in range(layers):
        for theirs, ours in LAYER.items():
            for part in ("weight", "bias"):
                names[f"encoder.layer.{layer}.{theirs}.{part}"] = f"blk.{layer}.{ours}.{part}"
    return names


def _describe(writer: Any, shape: dict[str, Any]) -> None:
    import gguf

    writer.add_name("all-MiniLM-L6-v2")
    writer.add_context_length(shape["max_position_embeddings"])
    writer.add_embedding_length(shape["hidden_size"])
    writer.add_block_count(shape["num_hidden_layers"])
    writer.add_feed_forward_length(shape["intermediate_size"])
    writer.add_head_count(shape["num_attention_heads"])
    writer.add_layer_norm_eps(shape["layer_norm_eps"])
    writer.add_token_type_count(shape["type_vocab_size"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)


def _add_vocabulary(writer: Any, tokens: list[str]) -> None:
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([_sentencepiece(token).encode() for token in tokens])
    writer.add_token_types([CONTROL if token in SPECIAL_TOKENS.values() else NORMAL for token in tokens])
    for role, token in SPECIAL_TOKENS.items():
        getattr(writer, f"add_{role}_token_id")(tokens.index(token))


def _sentencepiece(token: str) -> str:
    """WordPiece marks what continues a word (##ing), llama.cpp what begins one."""
    if token.startswith("[") and token.endswith("]"):
        return token
    return token.removeprefix("##") if token.startswith("##") else f"\u2581{token}"


def _safetensors(path: Path) -> dict[str, Any]:
    """The format is a length, a JSON table of contents and the raw numbers."""
    import numpy

    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    contents = json.loads(data[8:start])
    contents.pop("__metadata__", None)
    return {
        name: numpy.frombuffer(
            data[start + entry["data_offsets"][0] : start + entry["data_offsets"][1]], "<f4"
        ).reshape(entry["shape"])
        for name, entry in contents.items()
        if entry["dtype"] == "F32"
    }
