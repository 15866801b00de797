/** Charts as SVG. */
@NullMarked
package org.neurochains.plot;

import org.jspecify.annotations.NullMarked;
