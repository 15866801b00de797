/** Images from files to normalised pixels, and the region of images that a chain explains. */
@NullMarked
package org.neurochains.image;

import org.jspecify.annotations.NullMarked;
