/** What the CSV parser imports from Node.js: the bundle takes these, which n8n's rules allow. */
const [Transform, Strategy] = [TransformStream, CountQueuingStrategy];

export { Transform as TransformStream, Strategy as CountQueuingStrategy };
