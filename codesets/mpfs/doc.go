// Package mpfs reads the relative value files of the Medicare physician fee
// schedule: for each code and modifier the status, the payment policy
// indicators and the relative values. Descriptors are not kept.
//
// Start with [Parse]; [Words] says what an indicator means.
package mpfs
