/** Reading and writing model files: safetensors, PyTorch checkpoints, ONNX. */
@NullMarked
package org.neurochains.weights;

import org.jspecify.annotations.NullMarked;
