/**
 * Charts as SVG text: immutable figures in, one self-contained {@code <svg>} out.
 *
 * <p>A {@link org.neurochains.plot.Figure} is a {@link org.neurochains.plot.Chart}, a grid of charts ({@link
 * org.neurochains.plot.Panels}) or rows of small pictures ({@link org.neurochains.plot.ImageRows}). Colours hold in
 * print (always light), and follow the reader's light or dark theme on a screen; every series also differs by shape,
 * dash or hatching. The same figure gives the same bytes everywhere.
 */
@NullMarked
package org.neurochains.plot;

import org.jspecify.annotations.NullMarked;
