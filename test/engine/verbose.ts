/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
// To be imported before n8n-core, whose logger reads it once: everything that could be logged is.
process.env.N8N_LOG_LEVEL = 'debug';
