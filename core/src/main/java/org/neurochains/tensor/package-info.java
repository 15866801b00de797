/** Tensors, the operations used on them and their memory: the only package that names the engine. */
@NullMarked
package org.neurochains.tensor;

import org.jspecify.annotations.NullMarked;
