/** Trains the demo's networks on the drawn world, with the project's own tensors. Used at build time only. */
@NullMarked
package org.neurochains.training;

import org.jspecify.annotations.NullMarked;
