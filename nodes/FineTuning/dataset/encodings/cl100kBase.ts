// Bundled into dist by gulpfile.js, with the tokenizer and its table of 100,000 tokens.
export { countTokens } from 'gpt-tokenizer/cjs/encoding/cl100k_base';
