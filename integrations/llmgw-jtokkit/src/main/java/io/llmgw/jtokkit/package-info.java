/** Exact token counts for OpenAI's models, by their published encodings. */
@NullMarked
package io.llmgw.jtokkit;

import org.jspecify.annotations.NullMarked;
