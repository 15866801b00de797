/** What a chain's filters respond to. */
@NullMarked
package org.neurochains.evidence;

import org.jspecify.annotations.NullMarked;
