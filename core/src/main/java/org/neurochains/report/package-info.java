/** The page of a chain, and its graph as a picture. */
@NullMarked
package org.neurochains.report;

import org.jspecify.annotations.NullMarked;
