// Package faultpoint ends a process at named steps, so that tests see what a death there leaves behind.
//
// In ordinary builds At does nothing and costs nothing. In builds with the tag faultpoint, on Unix, the environment variable
// CODEWORM_FAULTPOINT=NAME:COUNT:ACTION says what happens when the step NAME is reached for the COUNTth time:
//
//	kill       SIGKILL to the process
//	stop       SIGSTOP to the process, until somebody continues or kills it
//	sleep=2s   a pause at this step
package faultpoint
