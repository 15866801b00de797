/** A target for Jazzer, the readers of foreign files; {@code bench/fuzz} runs it. */
@NullMarked
package org.neurochains.bench.fuzz;

import org.jspecify.annotations.NullMarked;
