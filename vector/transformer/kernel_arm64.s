#include "textflag.h"

// One row of a tile: number I of the four in A times the four vectors of the panel, added to the row's sums.
#define ROW(A, I, T, C0, C1, C2, C3) \
	VDUP  A.S[I], T.S4           \
	VFMLA V4.S4, T.S4, C0.S4     \
	VFMLA V5.S4, T.S4, C1.S4     \
	VFMLA V6.S4, T.S4, C2.S4     \
	VFMLA V7.S4, T.S4, C3.S4

#define STEP(I) \
	VLD1.P 64(R3), [V4.S4, V5.S4, V6.S4, V7.S4] \
	ROW(V0, I, V8, V16, V17, V18, V19)          \
	ROW(V1, I, V9, V20, V21, V22, V23)          \
	ROW(V2, I, V10, V24, V25, V26, V27)         \
	ROW(V3, I, V11, V28, V29, V30, V31)

#define BIAS(C0, C1, C2, C3) \
	VORR V16.B16, V16.B16, C0.B16 \
	VORR V17.B16, V17.B16, C1.B16 \
	VORR V18.B16, V18.B16, C2.B16 \
	VORR V19.B16, V19.B16, C3.B16

// func tileNEON(k int, a *float32, lda int, b, bias, c *float32, ldc int)
TEXT ·tileNEON(SB), NOSPLIT, $0-56
	MOVD k+0(FP), R0
	MOVD a+8(FP), R1
	MOVD lda+16(FP), R2
	MOVD b+24(FP), R3
	MOVD bias+32(FP), R4
	MOVD c+40(FP), R5
	MOVD ldc+48(FP), R6
	LSL  $2, R2
	LSL  $2, R6
	ADD  R2, R1, R7
	ADD  R2, R7, R8
	ADD  R2, R8, R9
	VLD1 (R4), [V16.S4, V17.S4, V18.S4, V19.S4]
	BIAS(V20, V21, V22, V23)
	BIAS(V24, V25, V26, V27)
	BIAS(V28, V29, V30, V31)

loop:
	VLD1.P 16(R1), [V0.S4]
	VLD1.P 16(R7), [V1.S4]
	VLD1.P 16(R8), [V2.S4]
	VLD1.P 16(R9), [V3.S4]
	STEP(0)
	STEP(1)
	STEP(2)
	STEP(3)
	SUBS   $4, R0
	BGT    loop

	VST1 [V16.S4, V17.S4, V18.S4, V19.S4], (R5)
	ADD  R6, R5
	VST1 [V20.S4, V21.S4, V22.S4, V23.S4], (R5)
	ADD  R6, R5
	VST1 [V24.S4, V25.S4, V26.S4, V27.S4], (R5)
	ADD  R6, R5
	VST1 [V28.S4, V29.S4, V30.S4, V31.S4], (R5)
	RET
