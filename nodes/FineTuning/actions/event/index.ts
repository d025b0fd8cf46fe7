import type { Resource } from '../operation';
import { getAll } from './getAll.operation';

export const event: Resource = { value: 'event', name: 'Event', operations: [getAll] };
