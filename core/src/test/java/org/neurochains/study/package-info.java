/** Tests of studies, on a model of eight filters. */
@NullMarked
package org.neurochains.study;

import org.jspecify.annotations.NullMarked;
