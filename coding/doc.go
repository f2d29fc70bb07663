// Package coding checks claims: it holds the claim model, the rule as data,
// the engine that runs rules over claims, and the findings they give.
//
// A Claim is what a biller sends, read by package claimfile. An Engine
// prepares it once (dates, releases, resolved codes) and runs the enabled
// rules of package rules over it. A Result is the claim's verdict with its
// findings. Start with Claim, Rule and Engine.
package coding
