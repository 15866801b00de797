/** The command line. */
@NullMarked
package org.neurochains.app;

import org.jspecify.annotations.NullMarked;
