/** Targets for Jazzer, one per reader of foreign files; {@code bench/fuzz} runs them. */
@NullMarked
package org.neurochains.bench.fuzz;

import org.jspecify.annotations.NullMarked;
