/** Files that the build, and Jest, give as text: compressed by gzip, in base64. */
declare module '*.wasm' {
	const packed: string;
	export default packed;
}

declare module '*.woff2' {
	const packed: string;
	export default packed;
}
