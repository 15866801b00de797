/** Reading and writing ONNX files: what a file's graph computes, as a network, and the other way round. */
@NullMarked
package org.neurochains.onnx;

import org.jspecify.annotations.NullMarked;
