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
	TESTQ  CX, CX
	JZ     done

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
