"""Neurons, layers and multi-layer perceptrons made of Values."""

from .layers import MLP as MLP, Layer as Layer, Neuron as Neuron, load as load
from .module import Module as Module
