#include "textflag.h"

// SSE, which every amd64 processor has: nothing to detect. Products and sums are rounded as in the plain loops of
// kernel.go, in the same order, so that both give the same bits.

// func addBlocks(sum *float32, codes *byte, n int, book *codebook, weight float32)
TEXT ·addBlocks(SB), NOSPLIT, $0-36
	MOVQ   sum+0(FP), DI
	MOVQ   codes+8(FP), SI
	MOVQ   n+16(FP), CX
	MOVQ   book+24(FP), DX
	MOVSS  weight+32(FP), X0
	SHUFPS $0, X0, X0
	SUBQ   $4, CX
	JL     rest

four:
	MOVBLZX (SI), AX
	MOVBLZX 1(SI), BX
	MOVBLZX 2(SI), R8
	MOVBLZX 3(SI), R9
	SHLQ    $4, AX
	SHLQ    $4, BX
	SHLQ    $4, R8
	SHLQ    $4, R9
	MOVUPS  (DX)(AX*1), X1
	MOVUPS  (DX)(BX*1), X2
	MOVUPS  (DX)(R8*1), X3
	MOVUPS  (DX)(R9*1), X4
	MULPS   X0, X1
	MULPS   X0, X2
	MULPS   X0, X3
	MULPS   X0, X4
	MOVUPS  (DI), X5
	MOVUPS  16(DI), X6
	MOVUPS  32(DI), X7
	MOVUPS  48(DI), X8
	ADDPS   X5, X1
	ADDPS   X6, X2
	ADDPS   X7, X3
	ADDPS   X8, X4
	MOVUPS  X1, (DI)
	MOVUPS  X2, 16(DI)
	MOVUPS  X3, 32(DI)
	MOVUPS  X4, 48(DI)
	ADDQ    $64, DI
	ADDQ    $4, SI
	SUBQ    $4, CX
	JGE     four

rest:
	ADDQ $4, CX
	JZ   done

loop:
	MOVBLZX (SI), AX
	SHLQ    $4, AX
	MOVUPS  (DX)(AX*1), X1
	MULPS   X0, X1
	MOVUPS  (DI), X2
	ADDPS   X2, X1
	MOVUPS  X1, (DI)
	ADDQ    $16, DI
	INCQ    SI
	DECQ    CX
	JNZ     loop

done:
	RET

// func addVector(sum, x *float32, n int)
TEXT ·addVector(SB), NOSPLIT, $0-24
	MOVQ  sum+0(FP), DI
	MOVQ  x+8(FP), SI
	MOVQ  n+16(FP), CX
	SHRQ  $2, CX
	TESTQ CX, CX
	JZ    done

loop:
	MOVUPS (DI), X0
	MOVUPS (SI), X1
	ADDPS  X1, X0
	MOVUPS X0, (DI)
	ADDQ   $16, DI
	ADDQ   $16, SI
	DECQ   CX
	JNZ    loop

done:
	RET

// func dot4(a, b *float32, n int) (sums [4]float32)
TEXT ·dot4(SB), NOSPLIT, $0-40
	MOVQ  a+0(FP), DI
	MOVQ  b+8(FP), SI
	MOVQ  n+16(FP), CX
	XORPS X0, X0
	SHRQ  $2, CX
	TESTQ CX, CX
	JZ    done

loop:
	MOVUPS (DI), X1
	MOVUPS (SI), X2
	MULPS  X2, X1
	ADDPS  X1, X0
	ADDQ   $16, DI
	ADDQ   $16, SI
	DECQ   CX
	JNZ    loop

done:
	MOVUPS X0, sums+24(FP)
	RET

// func dot4of4(a *float32, b *[4]*float32, n int, sums *[4][4]float32)
//
// One product waits for the sum before it; four at a time wait side by side.
TEXT ·dot4of4(SB), NOSPLIT, $0-32
	MOVQ  a+0(FP), DI
	MOVQ  b+8(FP), SI
	MOVQ  n+16(FP), CX
	MOVQ  sums+24(FP), DX
	MOVQ  (SI), R8
	MOVQ  8(SI), R9
	MOVQ  16(SI), R10
	MOVQ  24(SI), R11
	XORQ  AX, AX
	XORPS X0, X0
	XORPS X1, X1
	XORPS X2, X2
	XORPS X3, X3
	SHRQ  $2, CX
	TESTQ CX, CX
	JZ    done

loop:
	MOVUPS (DI)(AX*1), X4
	MOVUPS (R8)(AX*1), X5
	MOVUPS (R9)(AX*1), X6
	MOVUPS (R10)(AX*1), X7
	MOVUPS (R11)(AX*1), X8
	MULPS  X4, X5
	MULPS  X4, X6
	MULPS  X4, X7
	MULPS  X4, X8
	ADDPS  X5, X0
	ADDPS  X6, X1
	ADDPS  X7, X2
	ADDPS  X8, X3
	ADDQ   $16, AX
	DECQ   CX
	JNZ    loop

done:
	MOVUPS X0, (DX)
	MOVUPS X1, 16(DX)
	MOVUPS X2, 32(DX)
	MOVUPS X3, 48(DX)
	RET
