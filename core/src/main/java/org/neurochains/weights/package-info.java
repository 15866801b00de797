/** Reading and writing model files: safetensors and PyTorch checkpoints; ONNX through its own package. */
@NullMarked
package org.neurochains.weights;

import org.jspecify.annotations.NullMarked;
