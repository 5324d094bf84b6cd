"""What keeps a model from learning: `diagnose`."""

from .diagnosis import Diagnosis as Diagnosis, diagnose as diagnose
