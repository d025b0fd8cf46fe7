/** What a provider says, before a job is created, that the job will cost. */
export type PriceEstimate = Price | NoPrice;

export interface Price {
	available: true;
	/** In US dollars. */
	price: number;
	/** Of all epochs, with those of evaluations; null where they are not told. */
	tokens: number | null;
	/** Whether the account may create the job at this price. */
	allowed: boolean;
	/** What the account may spend, in US dollars; null where that is not told. */
	credit: number | null;
}

export interface NoPrice {
	available: false;
	/** As it completes "… gives no price for this job: …". */
	reason: string;
}
