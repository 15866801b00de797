/** Tests of the page, and the documents they show. */
@NullMarked
package org.neurochains.report;

import org.jspecify.annotations.NullMarked;
