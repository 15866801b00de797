/** Scores, solvers, the cut network and the chain with its files. */
@NullMarked
package org.neurochains.chain;

import org.jspecify.annotations.NullMarked;
