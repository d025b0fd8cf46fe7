// Bundled into dist by gulpfile.js, with the parser.
export { parse } from 'csv-parse/stream';
