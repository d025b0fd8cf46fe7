import { isExposed } from '../../../../nodes/shared/transport/exposed';

test.each([
	'http://example.com/v1',
	'http://8.8.8.8/v1',
	'http://11.0.0.1',
	'http://172.15.0.1',
	'http://172.32.0.1',
	'http://100.63.0.1',
	'http://100.128.0.1',
	'http://192.169.0.1',
	'http://169.253.0.1',
	'http://[2606:4700::1111]/v1',
	'http://[ff02::1]/v1',
	'http://10.example.com',
	'http://127.0.0.1.example.com',
	'http://notlocalhost.com',
	'http://mylan.org/lan',
])('a key sent to %s can be read on the way', (url) => {
	expect(isExposed(url)).toBe(true);
});

test.each([
	'https://example.com/v1',
	'http://localhost:4000/v1',
	'http://localhost./v1',
	'http://litellm:4000',
	'http://proxy.local',
	'http://a.localhost',
	'http://host.docker.internal:4000/v1',
	'http://box.lan',
	'http://box.home.arpa',
	'http://127.0.0.1:4010/v1',
	'http://0x7f.1/v1',
	'http://0.0.0.0',
	'http://10.1.2.3',
	'http://172.16.0.1',
	'http://172.29.0.1',
	'http://172.31.255.255',
	'http://192.168.1.1',
	'http://169.254.169.254',
	'http://100.64.0.1',
	'http://100.99.0.1',
	'http://100.119.0.1',
	'http://100.127.0.1',
	'http://[::1]:4000',
	'http://[::]',
	'http://[fd00::1]',
	'http://[fc00::1]',
	'http://[fe80::1]',
	'http://[febf::1]',
])('a key sent to %s is not', (url) => {
	expect(isExposed(url)).toBe(false);
});
