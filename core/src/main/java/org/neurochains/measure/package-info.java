/** How good a chain is: fidelity, faithfulness, stability, robustness, and their statistics. */
@NullMarked
package org.neurochains.measure;

import org.jspecify.annotations.NullMarked;
