/** What a chain's filters have to do with parts of the images that are known. */
@NullMarked
package org.neurochains.parts;

import org.jspecify.annotations.NullMarked;
