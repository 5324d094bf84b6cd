"""Neurons, layers and multi-layer perceptrons made of Values."""

from .exchange import from_torch as from_torch, to_torch as to_torch
from .layers import MLP as MLP, Layer as Layer, Neuron as Neuron, load as load
from .module import Module as Module
from .onnx_file import to_onnx as to_onnx
