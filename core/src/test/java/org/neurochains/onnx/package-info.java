/** Tests of ONNX files, and builders of small ones. */
@NullMarked
package org.neurochains.onnx;

import org.jspecify.annotations.NullMarked;
