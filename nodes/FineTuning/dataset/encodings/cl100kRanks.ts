// Bundled into dist by gulpfile.js: the table alone, which takes the most time to load.
export { default } from 'gpt-tokenizer/cjs/bpeRanks/cl100k_base';
