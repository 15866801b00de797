/** Tests of the drawn world. */
@NullMarked
package org.neurochains.bestiary;

import org.jspecify.annotations.NullMarked;
