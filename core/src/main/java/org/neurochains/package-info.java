/** What every package may use: faults of the user's input, and the progress of a long task. */
@NullMarked
package org.neurochains;

import org.jspecify.annotations.NullMarked;
