/** Tests of images and regions. */
@NullMarked
package org.neurochains.image;

import org.jspecify.annotations.NullMarked;
