// Bundled into dist by gulpfile.js, with the tokenizer and its table of 200,000 tokens.
export { countTokens } from 'gpt-tokenizer/cjs/encoding/o200k_base';
