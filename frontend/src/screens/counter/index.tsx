export { Counter as Screen } from './Counter';
