/** Tests of {@code evidence}. */
@NullMarked
package org.neurochains.evidence;

import org.jspecify.annotations.NullMarked;
