/** Benchmarks. */
@NullMarked
package org.neurochains.bench;

import org.jspecify.annotations.NullMarked;
