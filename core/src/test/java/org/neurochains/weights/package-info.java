/** Tests of model files, and builders of small ones. */
@NullMarked
package org.neurochains.weights;

import org.jspecify.annotations.NullMarked;
