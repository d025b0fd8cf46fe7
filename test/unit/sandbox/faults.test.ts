import { Faults, type Fault } from '../../../sandbox/faults';

/** Which of the requests (1-based) a single fault hits. */
function hits(fault: Fault, requests: Array<[method: string, url: string]>): number[] {
	const faults = new Faults();
	faults.add(fault);
	return requests.flatMap(([method, url], index) => (faults.take(method, url) ? [index + 1] : []));
}

const jobs = '/v1/fine_tuning/jobs';
const four: Array<[string, string]> = [
	['GET', `${jobs}?limit=100`],
	['POST', jobs],
	['GET', `${jobs}?limit=100&after=ftjob-1`],
	['GET', '/v1/files'],
];

test.each<[string, Fault, number[]]>([
	['no condition: always', {}, [1, 2, 3, 4]],
	['by method', { method: 'post' }, [2]],
	['by path, whatever the query', { path: /\/jobs$/ }, [1, 2, 3]],
	['by query', { path: /after=/ }, [3]],
	['by a global pattern', { path: /jobs/g }, [1, 2, 3]],
	['twice', { times: 2 }, [1, 2]],
	['the second match only', { method: 'GET', nth: 2 }, [3]],
	['two from the second on', { nth: 2, times: 2 }, [2, 3]],
])('%s', (_name, fault, expected) => {
	expect(hits(fault, four)).toEqual(expected);
});

test('the first fault wins, and the others count all the same', () => {
	const faults = new Faults();
	faults.add({ times: 1, status: 500 });
	faults.add({ nth: 2, status: 429 });
	expect([1, 2, 3].map(() => faults.take('GET', '/')?.status)).toEqual([500, 429, undefined]);
	faults.add({});
	faults.clear();
	expect(faults.take('GET', '/')).toBeUndefined();
});
