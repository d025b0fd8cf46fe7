/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
// To be imported before n8n-core, which reads it once. Addresses of this machine are forbidden then.
process.env.N8N_SSRF_PROTECTION_ENABLED = 'true';
process.env.N8N_SSRF_ALLOWED_HOSTNAMES = 'localhost';
process.env.N8N_SSRF_BLOCKED_HOSTNAMES = 'blocked.example';
