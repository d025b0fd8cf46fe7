import { stepScale, valueScale, type Scale } from '../../../../nodes/FineTuning/chart/scale';

const labels = ({ ticks }: Scale) => ticks.map(({ label }) => label);

describe('the scale of steps', () => {
	test.each([
		[1, 1, ['1']],
		[1, 2, ['1', '2']],
		[1, 30, ['5', '10', '15', '20', '25', '30']],
		[1, 300, ['50', '100', '150', '200', '250', '300']],
		[990, 1010, ['990', '995', '1,000', '1,005', '1,010']],
		[0, 20_000, ['0', '5,000', '10,000', '15,000', '20,000']],
		[0, 4_000_000, ['0', '1e6', '2e6', '3e6', '4e6']],
		[0, 2_500_000, ['0', '500,000', '1.0e6', '1.5e6', '2.0e6', '2.5e6']],
	])('from %p to %p: ticks at whole steps', (first, last, ticks) => {
		expect(labels(stepScale(first, last))).toEqual(ticks);
	});

	test('begins with the first and ends with the last step; a single one lies in the middle', () => {
		const { at } = stepScale(11, 21);
		expect([11, 16, 21].map(at)).toEqual([0, 0.5, 1]);
		expect(stepScale(7, 7).at(7)).toBe(0.5);
		expect(stepScale(7, 7)).toMatchObject({
			ticks: [{ at: 0.5, label: '7' }],
			isLogarithmic: false,
		});
	});

	test('steps as large as numbers can be exact end', () => {
		const last = Number.MAX_SAFE_INTEGER;
		expect(stepScale(last - 3, last).ticks.length).toBeLessThan(7);
	});
});

describe('the scale of values', () => {
	const linear: Array<[string, number[], string[]]> = [
		['a usual loss', [2.2, 1.4, 0.31], ['0', '0.5', '1.0', '1.5', '2.0', '2.5']],
		['a narrow range', [0.512, 0.518], ['0.512', '0.514', '0.516', '0.518']],
		['values all equal', [0.5, 0.5, 0.5], ['0.45', '0.50', '0.55']],
		['equal but for rounding', [3, 3 + 1e-12], ['2.6', '2.8', '3.0', '3.2', '3.4']],
		['zeros only', [0, 0], ['0', '0.2', '0.4', '0.6', '0.8', '1.0']],
		['next to nothing', [5e-324, 1e-300], ['0', '0.2', '0.4', '0.6', '0.8', '1.0']],
		['small losses', [0.00002, 0.00009], ['2e-5', '4e-5', '6e-5', '8e-5', '1.0e-4']],
		['negative values', [-1.2, 0.7, 0.1], ['-1.5', '-1.0', '-0.5', '0', '0.5', '1.0']],
		['large ones', [1e99, 9e99], ['0', '2e99', '4e99', '6e99', '8e99', '1.0e100']],
		['two far apart', [5, 0.01], ['0', '1', '2', '3', '4', '5']],
		['an even fall by a decade', [10, 8, 6, 4, 2, 1], ['0', '2', '4', '6', '8', '10']],
		['a spike above a range', [10, 1.5, 1.2, 1.1, 1], ['0', '2', '4', '6', '8', '10']],
		['others up to a twentieth of a spike', [20, 1, 0, 0, 0], ['0', '5', '10', '15', '20']],
	];
	test.each(linear)('%s: linear', (_, values, ticks) => {
		const scale = valueScale(values, 'loss');
		expect(labels(scale)).toEqual(ticks);
		expect(scale.isLogarithmic).toBe(false);
		for (const value of values) {
			expect(scale.at(value)).toBeGreaterThanOrEqual(0);
			expect(scale.at(value)).toBeLessThanOrEqual(1);
		}
	});

	const pressed: Array<[string, number[], string[]]> = [
		['a huge first loss', [1e6, 2, 1.5, 1.2, 0.9], ['0.1', '10', '1,000', '100,000']],
		['a spike', [2, 1, 55, 1.2, 1.1], ['1', '2', '5', '10', '20', '50', '100']],
		['a spike of a decade', [20, 2, 2, 2, 2.1], ['2', '5', '10', '20']],
		['a spike of two decades', [100, 1, 1, 1, 1], ['1', '10', '100']],
		['small losses', [10, 0.02, 0.01, 0.01, 0.01], ['0.01', '0.1', '1', '10']],
		['with a loss of 0', [900, 2, 1, 0, 1.2], ['1', '10', '100', '1,000']],
		[
			'beyond all reason',
			[9e99, 2, 1, 1, 1],
			['1', '1e15', '1e30', '1e45', '1e60', '1e75', '1e90'],
		],
	];
	test.each(pressed)('%s: logarithmic, so that the others are seen', (_, values, ticks) => {
		const scale = valueScale(values, 'loss');
		expect(scale.isLogarithmic).toBe(true);
		expect(labels(scale)).toEqual(ticks);
		for (const value of values) {
			expect(scale.at(value)).toBeGreaterThanOrEqual(0);
			expect(scale.at(value)).toBeLessThanOrEqual(1);
		}
	});

	test.each([
		['rewards', [100, 1, 1, 1, 1], 'reward'],
		['losses below 0', [100, 1, 1, 1, -1], 'loss'],
		['a spike of less than a decade', [1.9, 1, 1, 1, 1], 'loss'],
	] as const)('%s stay linear', (_, values, measure) => {
		expect(valueScale(values, measure).isLogarithmic).toBe(false);
	});
});
