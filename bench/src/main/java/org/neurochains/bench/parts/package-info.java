/** What the chains of different solvers have to do with the parts of the demo's images. */
@NullMarked
package org.neurochains.bench.parts;

import org.jspecify.annotations.NullMarked;
