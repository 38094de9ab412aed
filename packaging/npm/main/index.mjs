export { run } from './index.cjs';
