import Sigma from "sigma";
import Graph from "graphology";
console.log(Sigma, Graph);
